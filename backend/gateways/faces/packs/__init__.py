"""Packs of face models (人脸模型包): their files, licence and calibration, and how they are installed."""
